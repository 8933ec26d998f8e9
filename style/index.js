import './base.css';
import './work.css';
